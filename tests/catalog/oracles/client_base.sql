-- Clients with an order in the period or the 90 days before
SELECT person_id, spell, count(*) AS value
FROM (
    SELECT person_id, spell, client_id
    FROM lines_today($end)
    WHERE ordered_on BETWEEN $start::DATE - 90 AND $end::DATE - 1 AND NOT is_return
    GROUP BY person_id, spell, client_id
    HAVING sum(quantity) > 0
)
GROUP BY person_id, spell
