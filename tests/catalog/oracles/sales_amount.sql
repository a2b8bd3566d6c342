-- The amount of every line, returns included
SELECT person_id, spell, sum(amount * share) AS value
FROM lines_ordered
WHERE ordered_on >= $start AND ordered_on < $end
GROUP BY person_id, spell
