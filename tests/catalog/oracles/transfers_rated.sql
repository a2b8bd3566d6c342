-- Forms whose content was rated
SELECT person_id, spell, sum(share) AS value
FROM by_person('information_transfers', giver_id, given_on)
WHERE credited_on >= $start AND credited_on < $end
  AND content_rating IS NOT NULL
GROUP BY person_id, spell
