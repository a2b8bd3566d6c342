-- Requests answered, with the time it took
SELECT person_id, spell, sum(share) AS value
FROM by_client('client_requests', asked_on)
WHERE credited_on >= $start AND credited_on < $end
  AND answered AND answer_hours IS NOT NULL
GROUP BY person_id, spell
