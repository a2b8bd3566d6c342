-- Points for handling
SELECT person_id, spell, sum(coalesce(handling_rating, 0) * share) AS value
FROM by_person('information_handlings', receiver_id, received_on)
WHERE credited_on >= $start AND credited_on < $end
GROUP BY person_id, spell
