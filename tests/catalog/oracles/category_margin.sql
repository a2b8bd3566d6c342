-- Margin of the categories that a purchasing manager looks after
SELECT person_id, spell, sum((amount - cost) * share) AS value
FROM lines_of('category')
WHERE ordered_on >= $start AND ordered_on < $end
GROUP BY person_id, spell
