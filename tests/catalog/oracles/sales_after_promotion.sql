-- Sales after them
SELECT person_id, spell, sum(sales_after * share) AS value
FROM by_person('promotions', employee_id, ended_on)
WHERE credited_on >= $start AND credited_on < $end
GROUP BY person_id, spell
