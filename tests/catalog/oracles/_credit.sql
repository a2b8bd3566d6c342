-- Who gets what, day by day: the slow and plain way, to check the fast one.
-- Every view below has one row for each fact and person credited with it, and one for the company,
-- with person_id ('company' for all), spell (the start of the assignment), and share (0–1).

CREATE TABLE days AS
SELECT unnest(generate_series(DATE '2024-01-01', DATE '2026-12-31', INTERVAL 1 DAY))::DATE AS day;

CREATE TABLE post_days AS
SELECT person_id, "from" AS spell, day FROM assignments JOIN days ON day >= "from" AND day < "to";

CREATE TABLE client_days AS
SELECT client_id, person_id, share, day FROM coverage JOIN days ON day >= "from" AND day < "to" WHERE role = '';

CREATE TABLE product_days AS
SELECT p.product_id, c.scope, c.person_id, c.share, day
FROM product_coverage c
JOIN products p ON (c.scope = 'brand' AND p.brand = c.key) OR (c.scope = 'category' AND p.category = c.key)
JOIN days ON day >= c."from" AND day < c."to";

-- Order lines, with what is known of the product and the client.
CREATE VIEW lines AS
SELECT l.*, p.focus, p.brand, p.category, concat(l.order_id, '|', l.line_no) AS line_key
FROM order_lines l LEFT JOIN products p USING (product_id);

CREATE VIEW named AS SELECT fact_key AS line_key, person_id, share FROM credits WHERE fact = 'order_lines' AND role = '';

-- By client, on the day of order; a return goes to whoever had the client when the original was ordered.
CREATE VIEW lines_ordered AS
WITH owner AS (
    SELECT l.*, n.person_id, n.share FROM lines l JOIN named n USING (line_key)
    UNION ALL
    SELECT l.*, d.person_id, d.share FROM lines l
    JOIN client_days d ON d.client_id = l.client_id AND d.day = coalesce(l.original_ordered_on, l.ordered_on)
    WHERE l.line_key NOT IN (SELECT line_key FROM named)
)
SELECT owner.*, p.spell FROM owner JOIN post_days p ON p.person_id = owner.person_id AND p.day = owner.ordered_on
UNION ALL SELECT *, 'company', 1, NULL FROM lines;

-- By client, on the promised day.
CREATE VIEW lines_promised AS
WITH owner AS (
    SELECT l.*, n.person_id, n.share FROM lines l JOIN named n USING (line_key)
    UNION ALL
    SELECT l.*, d.person_id, d.share FROM lines l
    JOIN client_days d ON d.client_id = l.client_id AND d.day = coalesce(l.original_ordered_on, l.promised_on)
    WHERE l.line_key NOT IN (SELECT line_key FROM named)
)
SELECT owner.*, p.spell FROM owner JOIN post_days p ON p.person_id = owner.person_id AND p.day = owner.promised_on
UNION ALL SELECT *, 'company', 1, NULL FROM lines;

-- By client, to whoever has the client when the period ends.
CREATE MACRO lines_today(ends) AS TABLE
WITH owner AS (
    SELECT l.*, n.person_id, n.share FROM lines l JOIN named n USING (line_key)
    UNION ALL
    SELECT l.*, d.person_id, d.share FROM lines l JOIN client_days d ON d.client_id = l.client_id AND d.day = ends::DATE - 1
    WHERE l.line_key NOT IN (SELECT line_key FROM named)
)
SELECT owner.*, p.spell FROM owner JOIN post_days p ON p.person_id = owner.person_id AND p.day = ends::DATE - 1
UNION ALL SELECT *, 'company', 1, NULL FROM lines;

-- By brand or category, on the day of order (of the original, for a return).
CREATE MACRO lines_of(way) AS TABLE
WITH owner AS (
    SELECT l.*, n.person_id, n.share FROM lines l JOIN named n USING (line_key)
    UNION ALL
    SELECT l.*, d.person_id, d.share FROM lines l
    JOIN product_days d ON d.product_id = l.product_id AND d.scope = way AND d.day = coalesce(l.original_ordered_on, l.ordered_on)
    WHERE l.line_key NOT IN (SELECT line_key FROM named)
)
SELECT owner.*, p.spell FROM owner JOIN post_days p ON p.person_id = owner.person_id AND p.day = owner.ordered_on
UNION ALL SELECT *, 'company', 1, NULL FROM lines;

-- Stock checks, by client and by brand.
CREATE VIEW checks AS
SELECT s.*, p.focus, c.key_account FROM stock_checks s LEFT JOIN products p USING (product_id) LEFT JOIN clients c USING (client_id);

CREATE VIEW checks_by_client AS
SELECT s.*, d.person_id, d.share, p.spell FROM checks s
JOIN client_days d ON d.client_id = s.client_id AND d.day = s.checked_on
JOIN post_days p ON p.person_id = d.person_id AND p.day = s.checked_on
UNION ALL SELECT *, 'company', 1, NULL FROM checks;

CREATE VIEW checks_by_brand AS
SELECT s.*, d.person_id, d.share, p.spell FROM checks s
JOIN product_days d ON d.product_id = s.product_id AND d.scope = 'brand' AND d.day = s.checked_on
JOIN post_days p ON p.person_id = d.person_id AND p.day = s.checked_on
UNION ALL SELECT *, 'company', 1, NULL FROM checks;

-- Any other fact, by its client on a day (ends: instead, when the period ends) …
CREATE MACRO by_client(fact, on_day) AS TABLE
WITH f AS (SELECT *, on_day AS credited_on FROM query_table(fact))
SELECT f.*, d.person_id, d.share, p.spell FROM f
JOIN client_days d ON d.client_id = f.client_id AND d.day = f.credited_on
JOIN post_days p ON p.person_id = d.person_id AND p.day = f.credited_on
UNION ALL SELECT *, 'company', 1, NULL FROM f;

-- … and by the person that the fact names.
CREATE MACRO by_person(fact, person, on_day) AS TABLE
WITH f AS (SELECT *, on_day AS credited_on, person AS who FROM query_table(fact))
SELECT f.*, p.person_id, 1 AS share, p.spell FROM f JOIN post_days p ON p.person_id = f.who AND p.day = f.credited_on
UNION ALL SELECT *, 'company', 1, NULL FROM f;
