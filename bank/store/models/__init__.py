"""The bank's tables, one module for each part; `Base.metadata` knows them all."""

from bank.store.models.accounts import Account, Card, CardStateChange, CreditTermsRow
from bank.store.models.base import Base
from bank.store.models.changes import Change, ChangeStateChange
from bank.store.models.contact import (
    Adviser,
    Alert,
    AlertSent,
    Appointment,
    ContactDetails,
    Notification,
    OutgoingMessage,
)
from bank.store.models.in_view import Document, NoticeSetting, NoticeShown
from bank.store.models.ledger import Entry, EntrySet
from bank.store.models.moving import (
    DirectDebitReturn,
    ExchangeQuote,
    ExchangeRate,
    Recall,
    StandingOrderRun,
)
from bank.store.models.orders import (
    DirectDebit,
    Order,
    OrderReplacement,
    OrderStateChange,
    Payee,
    PhoneMessageRow,
    StandingOrder,
    StepUpChallenge,
)
from bank.store.models.people import Conversation, Customer, SessionRow, SignInAttempts, UsedOnce
from bank.store.models.places import Branch, BranchService, OpeningHours
from bank.store.models.products import Product, ProductRequest, RepaymentQuote, TariffItem, TariffValue
from bank.store.models.transactions import Category, Merchant, Transaction
from bank.store.models.trouble import CardDelivery, CardPin, Case, CaseRefund, CaseStep, TravelNotice

__all__ = [
    "Account",
    "Adviser",
    "Alert",
    "AlertSent",
    "Appointment",
    "Base",
    "Branch",
    "BranchService",
    "Card",
    "CardDelivery",
    "CardPin",
    "CardStateChange",
    "Case",
    "CaseRefund",
    "CaseStep",
    "Category",
    "Change",
    "ChangeStateChange",
    "ContactDetails",
    "Conversation",
    "CreditTermsRow",
    "Customer",
    "DirectDebit",
    "DirectDebitReturn",
    "Document",
    "Entry",
    "EntrySet",
    "ExchangeQuote",
    "ExchangeRate",
    "Merchant",
    "NoticeSetting",
    "NoticeShown",
    "Notification",
    "OpeningHours",
    "Order",
    "OrderReplacement",
    "OrderStateChange",
    "OutgoingMessage",
    "Payee",
    "PhoneMessageRow",
    "Product",
    "ProductRequest",
    "Recall",
    "RepaymentQuote",
    "SessionRow",
    "SignInAttempts",
    "StandingOrder",
    "StandingOrderRun",
    "StepUpChallenge",
    "TariffItem",
    "TariffValue",
    "Transaction",
    "TravelNotice",
    "UsedOnce",
]
