-- Answers of 0 to 6
SELECT person_id, spell, sum(share) AS value
FROM by_client('surveys', answered_on)
WHERE credited_on >= $start AND credited_on < $end
  AND recommend BETWEEN 0 AND 6
GROUP BY person_id, spell
