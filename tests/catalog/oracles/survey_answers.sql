-- Answers on satisfaction
SELECT person_id, spell, sum(share) AS value
FROM by_client('surveys', answered_on)
WHERE credited_on >= $start AND credited_on < $end
  AND satisfaction IS NOT NULL
GROUP BY person_id, spell
