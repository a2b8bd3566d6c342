-- The floor, second way: lines meet the portfolio first and are rolled up to manager and client in the same breath.
-- What looks back over months needs a roll-up to client and day beside it, over two columns.
CREATE OR REPLACE TEMP TABLE days AS
SELECT client_id, ordered_on,
    COUNT(*) AS goods_lines,
    SUM(quantity) AS goods_quantity,
    SUM(amount) AS gross,
    SUM(CAST(is_order_head AS INTEGER)) AS orders
FROM order_lines
WHERE NOT is_return AND client_id >= '$low' AND client_id < '$high'
GROUP BY ALL;

INSERT INTO month_sums
SELECT person_id,
    SUM(amount * share), SUM((amount - cost) * share), SUM(quantity * share), SUM(goods_lines * share),
    SUM(gross * share), SUM((gross - amount) * share), SUM(orders * share), SUM(online_orders * share),
    COUNT(DISTINCT client_id) FILTER (WHERE goods_quantity > 0),
    COUNT(DISTINCT client_id) FILTER (WHERE focus_quantity > 0)
FROM (
    SELECT person_id, share, l.client_id,
        SUM(amount) AS amount,
        SUM(cost) AS cost,
        SUM(quantity) AS quantity,
        COUNT(*) - SUM(CAST(is_return AS INTEGER)) AS goods_lines,
        SUM(CASE WHEN is_return THEN 0 ELSE amount END) AS gross,
        SUM(CASE WHEN is_return THEN 0 ELSE quantity END) AS goods_quantity,
        SUM(CASE WHEN focus AND NOT is_return THEN quantity ELSE 0 END) AS focus_quantity,
        SUM(CAST(is_order_head AND NOT is_return AS INTEGER)) AS orders,
        SUM(CAST(is_order_head AND online AND NOT is_return AS INTEGER)) AS online_orders
    FROM order_lines l JOIN products USING (product_id) JOIN coverage c
        ON c.client_id = l.client_id
        AND COALESCE(l.original_ordered_on, l.ordered_on) >= c."from"
        AND COALESCE(l.original_ordered_on, l.ordered_on) < c."to"
    WHERE l.ordered_on >= DATE '$start'
        AND l.client_id >= '$low' AND l.client_id < '$high' AND c.client_id >= '$low' AND c.client_id < '$high'
    GROUP BY person_id, share, l.client_id
)
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
