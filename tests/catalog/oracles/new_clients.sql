-- Clients who never ordered before the period
SELECT person_id, spell, count(*) AS value
FROM (
    SELECT person_id, spell, client_id
    FROM lines_today($end)
    WHERE ordered_on < $end AND NOT is_return
    GROUP BY person_id, spell, client_id
    HAVING min(ordered_on) >= $start
)
GROUP BY person_id, spell
