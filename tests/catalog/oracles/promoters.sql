-- Answers of 9 and 10
SELECT person_id, spell, sum(share) AS value
FROM by_client('surveys', answered_on)
WHERE credited_on >= $start AND credited_on < $end
  AND recommend IN (9, 10)
GROUP BY person_id, spell
