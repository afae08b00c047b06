"""`streamlit run app.py` imports this file once, for the server, and runs it whenever the home page is
visited."""

import streamlit as st

if __name__ == "__main__":
    from ui.home import home

    home.show()
else:
    from ui import server

    app = st.App(
        __file__,
        routes=server.routes(),
        middleware=server.middleware(),
        lifespan=server.lifespan,
    )
