"""What is data and not code: forms, plan, crop calendar, coefficients, places.

Pure types and their readers. Nothing here touches the database, the clock or a number's meaning.
"""
