"""sendviz: are children with SEND waiting too long, and does it depend on where they live?"""
