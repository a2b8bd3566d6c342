-- Clients with three orders or more in the last 90 days
SELECT person_id, spell, count(*) AS value
FROM (
    SELECT person_id, spell, client_id
    FROM lines_today($end)
    WHERE ordered_on BETWEEN $end::DATE - 90 AND $end::DATE - 1 AND NOT is_return AND is_order_head
    GROUP BY person_id, spell, client_id
    HAVING count(DISTINCT order_id) >= 3
)
GROUP BY person_id, spell
