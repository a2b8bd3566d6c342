-- Everything ever posted, by today’s post
SELECT person_id, spell, sum(amount * share) AS value
FROM by_person('payable_movements', employee_id, $end::DATE - 1)
WHERE moved_on < $end
GROUP BY person_id, spell
