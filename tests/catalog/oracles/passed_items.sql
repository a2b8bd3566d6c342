-- Items in order
SELECT person_id, spell, sum(items_passed * share) AS value
FROM by_person('inspections', employee_id, inspected_on)
WHERE credited_on >= $start AND credited_on < $end
GROUP BY person_id, spell
