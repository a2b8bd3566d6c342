-- What is left of the amount after cost
SELECT person_id, spell, sum((amount - cost) * share) AS value
FROM lines_ordered
WHERE ordered_on >= $start AND ordered_on < $end
GROUP BY person_id, spell
