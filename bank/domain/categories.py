"""What money is for: ids that transactions carry and the model speaks, and the names that people read."""

CATEGORIES = {
    "income": "Income",
    "housing": "Housing",
    "utilities": "Utilities",
    "groceries": "Groceries",
    "eating_out": "Eating out",
    "transport": "Transport",
    "shopping": "Shopping",
    "subscriptions": "Subscriptions",
    "entertainment": "Entertainment",
    "health": "Health",
    "travel": "Travel",
    "insurance": "Insurance",
    "cash": "Cash",
    "transfers": "Transfers between own accounts",
    "payments": "Payments to people",
    "loans": "Loans and card bills",
    "fees": "Fees",
    "interest": "Interest",
}
