-- The sum of each day’s average check
SELECT person_id, spell, sum(average_check * share) AS value
FROM by_person('shop_days', employee_id, day)
WHERE credited_on >= $start AND credited_on < $end
GROUP BY person_id, spell
