-- What they ordered
SELECT person_id, spell, sum(amount) AS value
FROM (
    SELECT person_id, spell, client_id, sum(amount * share) AS amount
    FROM lines_today($end)
    WHERE ordered_on < $end AND NOT is_return
    GROUP BY person_id, spell, client_id
    HAVING min(ordered_on) >= $start
)
GROUP BY person_id, spell
