-- Hours of overtime
SELECT person_id, spell, sum(overtime * share) AS value
FROM by_person('staff_months', employee_id, recorded_on)
WHERE credited_on >= $start AND credited_on < $end
GROUP BY person_id, spell
