-- Forms handled by their day, with feedback
SELECT person_id, spell, sum(share) AS value
FROM by_person('information_handlings', receiver_id, due_on)
WHERE credited_on >= $start AND credited_on < $end
  AND feedback_given AND coalesce(handled_on <= due_on, false)
GROUP BY person_id, spell
