-- Clients whose last order is at least 90 days old at the end and less than 90 at the start
SELECT person_id, spell, count(*) AS value
FROM (
    SELECT person_id, spell, client_id
    FROM lines_today($end)
    WHERE ordered_on BETWEEN $end::DATE - 455 AND $end::DATE - 1 AND NOT is_return
    GROUP BY person_id, spell, client_id
    HAVING $end::DATE - max(ordered_on) > 90 AND $start::DATE - max(ordered_on) <= 90
)
GROUP BY person_id, spell
