-- The partners. Amounts are hundredths of the currency's unit, times microseconds since 1970.
CREATE TABLE accounts (
    id      INTEGER PRIMARY KEY,
    login   TEXT NOT NULL UNIQUE,
    blocked INTEGER NOT NULL DEFAULT 0
);

-- spent is the sum of the totals of the account's lines in that currency that have not failed.
CREATE TABLE balances (
    account_id INTEGER NOT NULL REFERENCES accounts,
    currency   TEXT NOT NULL,
    credit     INTEGER NOT NULL,
    spent      INTEGER NOT NULL DEFAULT 0 CHECK (spent >= 0),
    PRIMARY KEY (account_id, currency)
) WITHOUT ROWID;

-- The subscribers that an account may order subscriptions for.
CREATE TABLE subscribers (
    account_id INTEGER NOT NULL REFERENCES accounts,
    id         TEXT NOT NULL,
    PRIMARY KEY (account_id, id)
) WITHOUT ROWID;

-- Keys that were sold elsewhere and can be renewed here.
CREATE TABLE renewal_keys (active_key TEXT PRIMARY KEY) WITHOUT ROWID;

-- Products whose orders take another course than the usual.
CREATE TABLE courses (
    product_id INTEGER PRIMARY KEY,
    course     TEXT NOT NULL UNIQUE
);

-- A number belongs to one order of an account, whichever version placed it. Texts compare byte by byte.
CREATE TABLE orders (
    id         INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts,
    number     TEXT NOT NULL,
    version    INTEGER NOT NULL,
    placed_at  INTEGER NOT NULL,
    UNIQUE (account_id, number)
);

-- An order of version 1 is an order of one line without a number. failure, of a line in process, is how it will end.
CREATE TABLE lines (
    id           INTEGER PRIMARY KEY,
    order_id     INTEGER NOT NULL REFERENCES orders,
    account_id   INTEGER NOT NULL REFERENCES accounts,
    number       TEXT,
    part_num     TEXT NOT NULL,
    quantity     INTEGER NOT NULL CHECK (quantity > 0),
    price        INTEGER NOT NULL,
    currency     TEXT NOT NULL,
    fulfillment  INTEGER NOT NULL,
    licensed     INTEGER NOT NULL,
    form         BLOB,
    subscriber   TEXT NOT NULL,
    subscription TEXT NOT NULL,
    state        INTEGER NOT NULL CHECK (state IN (1, 2, 3)),
    failure      INTEGER NOT NULL,
    due_at       INTEGER NOT NULL,
    UNIQUE (account_id, number)
);
CREATE INDEX lines_order ON lines (order_id);
CREATE INDEX lines_due ON lines (account_id, due_at) WHERE state = 1;

CREATE TABLE keys (
    id             INTEGER PRIMARY KEY,
    line_id        INTEGER NOT NULL REFERENCES lines,
    active_key     TEXT NOT NULL UNIQUE,
    transaction_id TEXT NOT NULL,
    sequence       TEXT NOT NULL,
    added_at       INTEGER NOT NULL
);
CREATE INDEX keys_line ON keys (line_id);

-- kind: 32 and 64 for the two forms of a download, 0 for the one of all keys, 1 for a file. expires_at 0: never.
CREATE TABLE links (
    id             INTEGER PRIMARY KEY,
    line_id        INTEGER NOT NULL REFERENCES lines,
    kind           INTEGER NOT NULL,
    transaction_id TEXT NOT NULL,
    address        TEXT NOT NULL,
    added_at       INTEGER NOT NULL,
    expires_at     INTEGER NOT NULL
);
CREATE INDEX links_line ON links (line_id);
