"""Plans read and accepted by those whom they pay; a change asks anew."""
