-- Returns, as a positive amount
SELECT person_id, spell, sum(-amount * share) AS value
FROM lines_ordered
WHERE ordered_on >= $start AND ordered_on < $end
  AND is_return
GROUP BY person_id, spell
