-- Clients who bought more than nothing
SELECT person_id, spell, count(*) AS value
FROM (
    SELECT person_id, spell, client_id
    FROM lines_ordered
    WHERE ordered_on >= $start AND ordered_on < $end AND NOT is_return
    GROUP BY person_id, spell, client_id
    HAVING sum(quantity) > 0
)
GROUP BY person_id, spell
