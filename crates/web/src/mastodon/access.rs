//! Who a request of the client API is from and what their app may do, by type: a handler whose first argument is
//! `Scoped<ReadStatuses>` cannot be reached without that scope, and a handler whose first argument says nothing of scopes
//! is no handler of this API ([`Routes`]).
//!
//! Only bearer tokens count here. A cookie is never looked at, so no other site's page can act for someone.

use std::{marker::PhantomData, ops::Deref};

use axum::{
    Router,
    extract::FromRequestParts,
    handler::Handler,
    http::{Method, header, request::Parts},
    routing::{MethodFilter, on},
};
use grandstand_app::{AppError, oauth, session::SignedIn, viewer::Viewer};
use grandstand_domain::{
    account::Actor,
    id::AppId,
    scope::{Scope, Scopes},
};

use crate::{
    ask::{self, Ask},
    error::WebError,
    state::Web,
};

/// A scope as a type.
pub(crate) trait Needs: Send + Sync + 'static {
    /// The scope.
    const SCOPE: Scope;
}

macro_rules! needs {
    ($($name:ident),* $(,)?) => {$(
        #[allow(dead_code, reason = "a scope may have no route of its own yet")]
        #[doc = concat!("`Scope::", stringify!($name), "` as a type.")]
        #[derive(Debug)]
        pub(crate) enum $name {}

        impl Needs for $name {
            const SCOPE: Scope = Scope::$name;
        }
    )*};
}

needs!(
    Profile,
    Push,
    ReadAccounts,
    ReadBlocks,
    ReadBookmarks,
    ReadFavourites,
    ReadFilters,
    ReadFollows,
    ReadLists,
    ReadMutes,
    ReadNotifications,
    ReadSearch,
    ReadStatuses,
    WriteAccounts,
    WriteBlocks,
    WriteBookmarks,
    WriteConversations,
    WriteFavourites,
    WriteFilters,
    WriteFollows,
    WriteLists,
    WriteMedia,
    WriteMutes,
    WriteNotifications,
    WriteReports,
    WriteStatuses,
);

/// Someone who is signed in, by a program of their own or an app that has the scope `N`.
pub(crate) struct Scoped<N> {
    ask: Ask,
    who: SignedIn,
    needs: PhantomData<N>,
}

/// Anyone: with a token, it must be good and have the scope `N`; an app without anyone's account counts as anyone.
pub(crate) struct IfAny<N> {
    ask: Ask,
    needs: PhantomData<N>,
}

/// Anyone; a token is not looked at.
pub(crate) struct Open(Ask);

/// An app, with someone's account behind it or not.
pub(crate) struct AnyApp {
    /// The app; none for a program of the person's own.
    pub(crate) app: Option<AppId>,
    ask: Ask,
}

impl<N> Scoped<N> {
    /// Who acts.
    pub(crate) fn actor(&self) -> &Actor {
        &self.who.actor
    }

    /// Who is signed in.
    pub(crate) fn who(&self) -> &SignedIn {
        &self.who
    }
}

impl<N> Deref for Scoped<N> {
    type Target = Ask;

    fn deref(&self) -> &Ask {
        &self.ask
    }
}

impl<N> Deref for IfAny<N> {
    type Target = Ask;

    fn deref(&self) -> &Ask {
        &self.ask
    }
}

impl Deref for Open {
    type Target = Ask;

    fn deref(&self) -> &Ask {
        &self.0
    }
}

impl Deref for AnyApp {
    type Target = Ask;

    fn deref(&self) -> &Ask {
        &self.ask
    }
}

/// Who looks, with what they follow, block and do not want to see.
pub(crate) async fn viewer(ask: &Ask) -> Result<Viewer, WebError> {
    crate::pages::watching(ask).await
}

/// What a token allows; one of a person's own program allows everything.
fn allowed(grant: Option<(AppId, Scopes)>, scope: Scope) -> Result<(), WebError> {
    let fine = grant.is_none_or(|(_, scopes)| scopes.contains(scope));
    if fine { Ok(()) } else { Err(AppError::Conflict("scope-missing").into()) }
}

/// The request without what must not count, and the app's own token if it carries one.
async fn app_of(parts: &mut Parts, web: &Web) -> Result<Option<(AppId, Scopes)>, WebError> {
    parts.headers.remove(header::COOKIE);
    let Some(secret) = ask::bearer(&parts.headers) else { return Ok(None) };
    let app = oauth::authenticate_app(&web.ctx, secret).await?;
    if app.is_some() {
        parts.headers.remove(header::AUTHORIZATION);
    }
    Ok(app)
}

impl<N: Needs> FromRequestParts<Web> for Scoped<N> {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, WebError> {
        if app_of(parts, web).await?.is_some() {
            return Err(AppError::Conflict("user-needed").into());
        }
        let ask = Ask::of_program(parts, web).await?;
        let who = ask.signed_in()?.clone();
        allowed(who.grant, N::SCOPE)?;
        Ok(Self { ask, who, needs: PhantomData })
    }
}

impl<N: Needs> FromRequestParts<Web> for IfAny<N> {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, WebError> {
        if let Some(app) = app_of(parts, web).await? {
            allowed(Some(app), N::SCOPE)?;
        }
        let ask = Ask::of_program(parts, web).await?;
        if let Some(who) = &ask.viewer {
            allowed(who.grant, N::SCOPE)?;
        }
        Ok(Self { ask, needs: PhantomData })
    }
}

impl FromRequestParts<Web> for Open {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, WebError> {
        parts.headers.remove(header::COOKIE);
        parts.headers.remove(header::AUTHORIZATION);
        Ok(Self(Ask::of_program(parts, web).await?))
    }
}

impl FromRequestParts<Web> for AnyApp {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, WebError> {
        let app = app_of(parts, web).await?;
        let ask = Ask::of_program(parts, web).await?;
        if app.is_none() {
            ask.signed_in()?;
        }
        let app = app.or_else(|| ask.viewer.as_ref().and_then(|who| who.grant)).map(|(app, _)| app);
        Ok(Self { app, ask })
    }
}

/// What a route asks of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    /// An account, and this scope.
    Account(Scope),
    /// This scope if there is a token.
    IfAny(Scope),
    /// An app or an account.
    App,
    /// Nothing.
    Nothing,
}

/// An argument that says what a handler needs.
pub(crate) trait Declared {
    /// What.
    const NEED: Need;
}

impl<N: Needs> Declared for Scoped<N> {
    const NEED: Need = Need::Account(N::SCOPE);
}

impl<N: Needs> Declared for IfAny<N> {
    const NEED: Need = Need::IfAny(N::SCOPE);
}

impl Declared for Open {
    const NEED: Need = Need::Nothing;
}

impl Declared for AnyApp {
    const NEED: Need = Need::App;
}

/// The arguments of a handler (with axum's marker before them), the first of which is [`Declared`].
pub(crate) trait Declares {
    /// What the handler needs.
    const NEED: Need;
}

macro_rules! declares {
    ($($rest:ident),*) => {
        impl<M, A: Declared, $($rest),*> Declares for (M, A, $($rest,)*) {
            const NEED: Need = A::NEED;
        }
    };
}

declares!();
declares!(B);
declares!(B, C);
declares!(B, C, D);

/// Routes of the client API with what each needs.
#[derive(Default)]
pub(crate) struct Routes {
    /// The routes.
    pub(crate) router: Router<Web>,
    /// Method, address and need of each.
    pub(crate) table: Vec<(Method, &'static str, Need)>,
}

macro_rules! methods {
    ($($name:ident, $filter:ident);* $(;)?) => {$(
        /// A route for this method.
        pub(crate) fn $name<H, T>(self, path: &'static str, handler: H) -> Self
        where
            H: Handler<T, Web>,
            T: Declares + 'static,
        {
            self.on(MethodFilter::$filter, Method::$filter, path, handler)
        }
    )*};
}

impl Routes {
    fn on<H, T>(mut self, filter: MethodFilter, method: Method, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, Web>,
        T: Declares + 'static,
    {
        self.router = self.router.route(path, on(filter, handler));
        self.table.push((method, path, T::NEED));
        self
    }

    methods! {
        get, GET;
        post, POST;
        put, PUT;
        patch, PATCH;
        delete, DELETE;
    }

    /// Both together.
    pub(crate) fn merge(mut self, other: Self) -> Self {
        self.router = self.router.merge(other.router);
        self.table.extend(other.table);
        self
    }
}
