-- Of these the ones answered by their day
SELECT person_id, spell, sum(share) AS value
FROM by_person('pay_disputes', answered_by, settled_on)
WHERE credited_on >= $start AND credited_on < $end
  AND settled_on <= due_on
GROUP BY person_id, spell
