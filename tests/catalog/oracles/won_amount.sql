-- What the deals won are worth
SELECT person_id, spell, sum(amount * share) AS value
FROM by_person('funnel_events', employee_id, entered_on)
WHERE credited_on >= $start AND credited_on < $end
  AND stage = 'won'
GROUP BY person_id, spell
