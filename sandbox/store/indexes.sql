-- Made after a catalogue is loaded, which is faster than keeping them up row by row.
-- What changed since a version, what belongs to what: no answer but a full list walks a whole table.
CREATE INDEX vendors_changed ON vendors (deleted, content_version);
CREATE INDEX categories_changed ON categories (deleted, content_version);
CREATE INDEX categories_parent ON categories (parent_id);
CREATE INDEX families_changed ON families (deleted, content_version);
CREATE INDEX families_vendor ON families (vendor_id);
CREATE INDEX products_changed ON products (content_version);
CREATE INDEX products_priced ON products (price_version);
CREATE INDEX products_vendor ON products (vendor_id);
CREATE INDEX products_family ON products (family_id);
