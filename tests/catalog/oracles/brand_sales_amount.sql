-- Sales of the brands that a brand manager looks after
SELECT person_id, spell, sum(amount * share) AS value
FROM lines_of('brand')
WHERE ordered_on >= $start AND ordered_on < $end
GROUP BY person_id, spell
