-- What they order again
SELECT person_id, spell, sum(amount) AS value
FROM (
    SELECT person_id, spell, client_id, sum(amount * share) FILTER (ordered_on >= $start) AS amount
    FROM lines_today($end)
    WHERE ordered_on < $end AND NOT is_return
    GROUP BY person_id, spell, client_id
    HAVING count(*) FILTER (ordered_on >= $start) > 0
        AND max(ordered_on) FILTER (ordered_on < $start) < $start::DATE - 90
)
GROUP BY person_id, spell
