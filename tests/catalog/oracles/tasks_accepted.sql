-- Tasks done by their day and accepted
SELECT person_id, spell, sum(share) AS value
FROM by_person('task_handovers', taker_id, due_on)
WHERE credited_on >= $start AND credited_on < $end
  AND accepted AND coalesce(done_on <= due_on, false)
GROUP BY person_id, spell
