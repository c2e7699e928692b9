"""Why a campaign spends what it spends."""
