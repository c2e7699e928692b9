"""Identity providers' own interfaces: OpenID Connect over the web, SAML 2.0 through browsers."""
