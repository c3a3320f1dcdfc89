"""The firms that demo customers buy from, work for and rent from. All invented."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Firm:
    """A merchant: what it sells (a category), and what one purchase costs, in minor units of EUR."""

    name: str
    category: str
    low_minor: int
    high_minor: int


# Everyday purchases by card.
SHOPS = (
    Firm("Greenleaf Market", "groceries", 8_00, 74_00),
    Firm("Corner Pantry", "groceries", 3_50, 29_00),
    Firm("Fresco Foods", "groceries", 12_00, 96_00),
    Firm("Dailymart", "groceries", 5_00, 48_00),
    Firm("Mill & Crust Bakery", "groceries", 2_40, 14_00),
    Firm("Organic Barn", "groceries", 9_00, 62_00),
    Firm("Bluebird Coffee", "eating_out", 2_90, 11_50),
    Firm("Trattoria Sole", "eating_out", 18_00, 68_00),
    Firm("Noodle Lane", "eating_out", 9_50, 31_00),
    Firm("The Copper Kettle", "eating_out", 7_00, 24_00),
    Firm("Burger Yard", "eating_out", 8_90, 27_00),
    Firm("Saffron House", "eating_out", 14_00, 52_00),
    Firm("City Transit", "transport", 2_10, 9_80),
    Firm("Swift Cabs", "transport", 7_00, 34_00),
    Firm("Northern Rail", "transport", 11_00, 79_00),
    Firm("Petrolane", "transport", 28_00, 84_00),
    Firm("Parkwell", "transport", 2_00, 16_00),
    Firm("Brightside Electronics", "shopping", 15_00, 310_00),
    Firm("Thread & Co", "shopping", 14_00, 120_00),
    Firm("Homeward", "shopping", 9_00, 190_00),
    Firm("Pagewise Books", "shopping", 6_50, 42_00),
    Firm("Marketplace Direct", "shopping", 5_00, 140_00),
    Firm("Peak Sports", "shopping", 12_00, 135_00),
    Firm("Riverside Pharmacy", "health", 3_80, 46_00),
    Firm("Dr Haas Dental", "health", 35_00, 180_00),
    Firm("Clearview Opticians", "health", 25_00, 160_00),
    Firm("Lumière Cinema", "entertainment", 8_50, 33_00),
    Firm("Ticket Hall", "entertainment", 22_00, 140_00),
    Firm("Game Cellar", "entertainment", 9_99, 69_99),
    Firm("Bellevue Hotels", "travel", 72_00, 290_00),
    Firm("Skylark Air", "travel", 49_00, 340_00),
)

# Paid every month at one price, by card.
SUBSCRIPTIONS = (
    Firm("Streamly", "subscriptions", 9_99, 15_99),
    Firm("Tunewave", "subscriptions", 7_99, 11_99),
    Firm("Cloudbox", "subscriptions", 1_99, 9_99),
    Firm("The Daily Ledger", "subscriptions", 4_90, 12_90),
    Firm("Movewell Gym", "subscriptions", 19_90, 49_90),
    Firm("Mealcrate", "subscriptions", 24_00, 59_00),
)

# Collected every month by direct debit.
BILLS = (
    Firm("Volta Energy", "utilities", 48_00, 132_00),
    Firm("Clearwater", "utilities", 18_00, 44_00),
    Firm("Telebridge Mobile", "utilities", 14_00, 39_00),
    Firm("Fibrelink", "utilities", 24_00, 49_00),
    Firm("Harbour Insurance", "insurance", 22_00, 88_00),
)

# Where a card is used abroad: name, category, currency, and what one purchase costs in its minor units.
ABROAD = (
    ("Hudson Diner", "eating_out", "USD", 14_00, 65_00),
    ("Thames Stationers", "shopping", "GBP", 9_00, 58_00),
    ("Alpenbahn", "travel", "CHF", 22_00, 118_00),
    ("Sakura Department Store", "shopping", "JPY", 1_800, 14_500),
)

LANDLORDS = ("Hofmann Property", "Larkspur Homes", "Quayside Lettings", "Meridian Housing")
EMPLOYERS = (
    "Northwind Studios",
    "Alder & Finch",
    "Port Authority",
    "St Brigid Hospital",
    "Kestrel Logistics",
    "Elm Street School",
    "Solaris Works",
    "Bauer Machine Tools",
)
CASH = Firm("Cash machine", "cash", 20_00, 200_00)
