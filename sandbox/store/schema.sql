-- One row: what the catalogue was made from, and its current versions.
CREATE TABLE catalogue (
    one             INTEGER PRIMARY KEY CHECK (one = 1),
    seed            INTEGER NOT NULL,
    size            INTEGER NOT NULL,
    content_version INTEGER NOT NULL,
    price_version   INTEGER NOT NULL
);

-- source is the entity as JSON; wire is its rendering, written when the entity is written because reads outnumber
-- writes. A deleted entity keeps its row, so that a delta can name it and its id is never used again.
CREATE TABLE vendors (
    id              INTEGER PRIMARY KEY,
    deleted         INTEGER NOT NULL DEFAULT 0,
    content_version INTEGER NOT NULL,
    source          BLOB,
    wire            BLOB
);

CREATE TABLE categories (
    id              INTEGER PRIMARY KEY,
    deleted         INTEGER NOT NULL DEFAULT 0,
    content_version INTEGER NOT NULL,
    parent_id       INTEGER,
    source          BLOB,
    wire            BLOB
);

CREATE TABLE families (
    id              INTEGER PRIMARY KEY,
    deleted         INTEGER NOT NULL DEFAULT 0,
    content_version INTEGER NOT NULL,
    vendor_id       INTEGER,
    source          BLOB,
    wire            BLOB
);

-- A product's rendering is cut around the members that differ between methods: head, currency, middle, price, texts, tail.
-- Products are never deleted (D3 has no list of deleted products): a withdrawn one is blocked.
CREATE TABLE products (
    id              INTEGER PRIMARY KEY,
    content_version INTEGER NOT NULL,
    price_version   INTEGER NOT NULL,
    part_num        TEXT NOT NULL UNIQUE,
    vendor_id       INTEGER NOT NULL,
    family_id       INTEGER NOT NULL,
    blocked         INTEGER NOT NULL,
    price           INTEGER NOT NULL, -- hundredths
    currency        TEXT NOT NULL,
    fulfillment     INTEGER NOT NULL,
    instant         INTEGER NOT NULL,
    license_form    INTEGER NOT NULL,
    renewal         INTEGER NOT NULL,
    min_count       INTEGER NOT NULL,
    max_count       INTEGER NOT NULL, -- -1: no greatest count
    months          INTEGER NOT NULL,
    subscription    INTEGER NOT NULL,
    head            BLOB NOT NULL,
    middle          BLOB NOT NULL,
    tail            BLOB NOT NULL
);

-- Apart from products, so that price lists don't read texts.
CREATE TABLE product_texts (
    product_id INTEGER PRIMARY KEY,
    wire       BLOB NOT NULL
);
CREATE TABLE product_sources (
    product_id INTEGER PRIMARY KEY,
    source     BLOB NOT NULL
);

CREATE TABLE vendor_categories (
    vendor_id   INTEGER NOT NULL,
    category_id INTEGER NOT NULL,
    PRIMARY KEY (vendor_id, category_id)
) WITHOUT ROWID;
CREATE TABLE category_families (
    category_id INTEGER NOT NULL,
    family_id   INTEGER NOT NULL,
    PRIMARY KEY (category_id, family_id)
) WITHOUT ROWID;
CREATE TABLE category_products (
    category_id INTEGER NOT NULL,
    product_id  INTEGER NOT NULL,
    PRIMARY KEY (category_id, product_id)
) WITHOUT ROWID;
