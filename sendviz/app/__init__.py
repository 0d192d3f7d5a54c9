"""The only room that draws: filters, frame, sign-in, and what shows a panel."""
