-- Answers on recommending
SELECT person_id, spell, sum(share) AS value
FROM by_client('surveys', answered_on)
WHERE credited_on >= $start AND credited_on < $end
  AND recommend IS NOT NULL
GROUP BY person_id, spell
