-- Those of them that are there
SELECT person_id, spell, sum(share) AS value
FROM checks_by_client
WHERE checked_on >= $start AND checked_on < $end
  AND planned AND present
GROUP BY person_id, spell
