-- Hours until the answer
SELECT person_id, spell, sum(coalesce(answer_hours, 0) * share) AS value
FROM by_client('client_requests', asked_on)
WHERE credited_on >= $start AND credited_on < $end
  AND answered
GROUP BY person_id, spell
