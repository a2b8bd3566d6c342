-- Handlings that were rated, by the day of receipt
SELECT person_id, spell, sum(share) AS value
FROM by_person('information_handlings', receiver_id, received_on)
WHERE credited_on >= $start AND credited_on < $end
  AND handling_rating IS NOT NULL
GROUP BY person_id, spell
