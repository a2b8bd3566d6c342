-- Opportunities that entered the stage “qualified”
SELECT person_id, spell, sum(share) AS value
FROM by_person('funnel_events', employee_id, entered_on)
WHERE credited_on >= $start AND credited_on < $end
  AND stage = 'qualified'
GROUP BY person_id, spell
