-- The floor, first way: goods are read once and rolled up to client and day, and all else is made from the roll-up.
CREATE OR REPLACE TEMP TABLE days AS
SELECT client_id, ordered_on,
    COUNT(*) AS goods_lines,
    SUM(amount) AS gross,
    SUM(cost) AS cost,
    SUM(quantity) AS goods_quantity,
    SUM(CASE WHEN focus THEN quantity ELSE 0 END) AS focus_quantity,
    SUM(CAST(is_order_head AS INTEGER)) AS orders,
    SUM(CAST(is_order_head AND online AS INTEGER)) AS online_orders
FROM order_lines JOIN products USING (product_id)
WHERE NOT is_return AND client_id >= '$low' AND client_id < '$high'
GROUP BY ALL;

-- Credited as of the day, by an inner range join. Clients are counted once for each manager who had them.
INSERT INTO month_sums
SELECT person_id,
    SUM(gross), SUM(gross - cost), SUM(quantity), SUM(goods_lines), SUM(gross), 0, SUM(orders), SUM(online_orders),
    COUNT(*) FILTER (WHERE goods_quantity > 0), COUNT(*) FILTER (WHERE focus_quantity > 0)
FROM (
    SELECT person_id, d.client_id,
        SUM(gross * share) AS gross,
        SUM(cost * share) AS cost,
        SUM(goods_quantity * share) AS quantity,
        SUM(goods_lines * share) AS goods_lines,
        SUM(orders * share) AS orders,
        SUM(online_orders * share) AS online_orders,
        SUM(goods_quantity) AS goods_quantity,
        SUM(focus_quantity) AS focus_quantity
    FROM days d JOIN coverage c
        ON c.client_id = d.client_id AND d.ordered_on >= c."from" AND d.ordered_on < c."to"
    WHERE d.ordered_on >= DATE '$start' AND c.client_id >= '$low' AND c.client_id < '$high'
    GROUP BY person_id, d.client_id
)
GROUP BY person_id;

-- A return counts for whoever had the client on the day of the sale. One line in a hundred is one.
INSERT INTO month_sums
SELECT person_id,
    SUM(amount * share), SUM((amount - cost) * share), SUM(quantity * share), 0, 0, SUM(-amount * share), 0, 0, 0, 0
FROM order_lines l JOIN coverage c
    ON c.client_id = l.client_id
    AND COALESCE(l.original_ordered_on, l.ordered_on) >= c."from"
    AND COALESCE(l.original_ordered_on, l.ordered_on) < c."to"
WHERE is_return AND l.ordered_on >= DATE '$start'
    AND l.client_id >= '$low' AND l.client_id < '$high' AND c.client_id >= '$low' AND c.client_id < '$high'
GROUP BY person_id;

INSERT INTO previous_sums
SELECT person_id, SUM(amount * share)
FROM order_lines l JOIN coverage c
    ON c.client_id = l.client_id
    AND COALESCE(l.original_ordered_on, l.ordered_on) >= c."from"
    AND COALESCE(l.original_ordered_on, l.ordered_on) < c."to"
WHERE l.ordered_on >= DATE '$previous' AND l.ordered_on < DATE '$start'
    AND l.client_id >= '$low' AND l.client_id < '$high' AND c.client_id >= '$low' AND c.client_id < '$high'
GROUP BY person_id;
