-- What a client's days say at the end of the month, for whoever has the client on its last day.
INSERT INTO portfolio_sums
SELECT person_id,
    COUNT(*) FILTER (WHERE quantity > 0),
    COUNT(*) FILTER (WHERE quantity_at_start > 0),
    COUNT(*) FILTER (WHERE first_on < DATE '$start' AND last_on >= DATE '$late'),
    COUNT(*) FILTER (WHERE last_on < DATE '$late'),
    COUNT(*) FILTER (WHERE orders >= 3),
    COUNT(*) FILTER (WHERE first_ever >= DATE '$start'),
    COALESCE(SUM(gross * share) FILTER (WHERE first_ever >= DATE '$start'), 0),
    COUNT(*) FILTER (WHERE lines_now > 0 AND lines_lately = 0 AND lines_before > 0)
FROM (
    SELECT client_id,
        SUM(goods_quantity) FILTER (WHERE ordered_on >= DATE '$early') AS quantity,
        SUM(goods_quantity) FILTER (WHERE ordered_on >= DATE '$early' AND ordered_on < DATE '$start')
            AS quantity_at_start,
        MIN(ordered_on) FILTER (WHERE ordered_on >= DATE '$early') AS first_on,
        MAX(ordered_on) FILTER (WHERE ordered_on >= DATE '$early') AS last_on,
        SUM(orders) FILTER (WHERE ordered_on >= DATE '$late') AS orders,
        MIN(ordered_on) AS first_ever,
        SUM(gross) AS gross,
        COUNT(*) FILTER (WHERE ordered_on >= DATE '$start') AS lines_now,
        COUNT(*) FILTER (WHERE ordered_on >= DATE '$early' AND ordered_on < DATE '$start') AS lines_lately,
        COUNT(*) FILTER (WHERE ordered_on < DATE '$early') AS lines_before
    FROM days WHERE goods_lines > 0
    GROUP BY client_id
) d JOIN coverage c USING (client_id)
WHERE c."from" <= DATE '$last' AND c."to" > DATE '$last' AND c.client_id >= '$low' AND c.client_id < '$high'
GROUP BY person_id;
