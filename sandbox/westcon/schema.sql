-- Orders as Westcon's ERP holds them. Texts compare byte by byte; numbers are as long as the ERP makes them.
CREATE TABLE westcon_orders (
    id              INTEGER PRIMARY KEY,
    partner_key     TEXT NOT NULL,
    number          TEXT NOT NULL UNIQUE,
    customer_number TEXT NOT NULL
);
CREATE INDEX westcon_orders_by_customer ON westcon_orders (partner_key, customer_number);

-- Quantities are thousandths of the unit, dates yyyymmdd. What is not known yet is empty.
CREATE TABLE westcon_lines (
    order_id         INTEGER NOT NULL REFERENCES westcon_orders,
    number           TEXT NOT NULL,
    parent           TEXT NOT NULL,
    customer_line    TEXT NOT NULL,
    product          TEXT NOT NULL,
    quantity         INTEGER NOT NULL,
    unit             TEXT NOT NULL,
    status           TEXT NOT NULL,
    status_date      TEXT NOT NULL,
    ship_date        TEXT NOT NULL,
    billing_document TEXT NOT NULL,
    PRIMARY KEY (order_id, number)
) WITHOUT ROWID;
