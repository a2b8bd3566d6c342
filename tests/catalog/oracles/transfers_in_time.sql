-- Forms given by their day
SELECT person_id, spell, sum(share) AS value
FROM by_person('information_transfers', giver_id, given_on)
WHERE credited_on >= $start AND credited_on < $end
  AND NOT given_on > due_on
GROUP BY person_id, spell
