-- Requests to answer in the period
SELECT person_id, spell, sum(share) AS value
FROM by_person('front_requests', answerer_id, due_on)
WHERE credited_on >= $start AND credited_on < $end
GROUP BY person_id, spell
