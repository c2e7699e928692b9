"""``campaign-express traffic``: a simulated exchange sends bid requests, holds auctions and lives through their ends."""
