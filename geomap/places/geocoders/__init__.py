"""Geocoding services that the user names: any of geopy's, politely, and their answers kept.

    services -> patience -> answers -> places, and kept in a cache

Nothing here opens a socket unless a service was named.
"""
